// The cart of the demo's shop. What it tells the widget is what a real shop would: `vuoro('metadata', …)` at each change.
// Calls made before the widget's script has come are kept by this line, which any page may have.
window.vuoro ??= (...call) => (window.vuoro.q ??= []).push(call);

const KEY = 'havu-kori';
const PIECES_MAX = 20;
const euros = new Intl.NumberFormat('fi-FI', { style: 'currency', currency: 'EUR' });
const find = (id) => document.getElementById(id);
const buttons = [...document.querySelectorAll('.product button')];
const products = new Map(
  buttons.map(({ dataset }) => [dataset.id, { name: dataset.name, cents: Number(dataset.cents) }]),
);
let cart = read();

/** The cart of this tab: product ids and pieces. What isn't one is an empty cart. */
function read() {
  try {
    const kept = Object.entries(JSON.parse(sessionStorage.getItem(KEY)) ?? {});
    return new Map(kept.filter(([id, pieces]) => products.has(id) && pieces > 0 && pieces <= PIECES_MAX));
  } catch {
    return new Map();
  }
}

function put(id, pieces) {
  if (pieces > 0) cart.set(id, Math.min(pieces, PIECES_MAX));
  else cart.delete(id);
  sessionStorage.setItem(KEY, JSON.stringify(Object.fromEntries(cart)));
  show();
}

function element(name, text, properties = {}) {
  return Object.assign(document.createElement(name), { textContent: text, ...properties });
}

function step(id, name, sign, pieces) {
  const button = element('button', sign, { type: 'button', ariaLabel: `${sign === '+' ? 'Lisää' : 'Vähennä'}: ${name}` });
  button.addEventListener('click', () => {
    put(id, pieces);
    // The row was drawn again, with a new button: the focus goes there, so that a second press does the same.
    const again = [...document.querySelectorAll('#rivit button')].find((other) => other.ariaLabel === button.ariaLabel);
    (again ?? find('kysy')).focus();
  });
  return button;
}

function show() {
  const rows = [...cart].map(([id, pieces]) => ({ id, pieces, ...products.get(id) }));
  const total = rows.reduce((sum, { pieces, cents }) => sum + pieces * cents, 0);
  find('maara').textContent = rows.reduce((sum, { pieces }) => sum + pieces, 0);
  find('tyhja').hidden = rows.length > 0;
  find('yhteensa').hidden = rows.length === 0;
  find('summa').textContent = euros.format(total / 100);
  find('rivit').replaceChildren(
    ...rows.map(({ id, name, pieces, cents }) => {
      const count = element('span', '', { className: 'pieces' });
      count.append(step(id, name, '−', pieces - 1), element('span', pieces), step(id, name, '+', pieces + 1));
      const row = element('li', '');
      row.append(element('span', name), count, element('span', euros.format((pieces * cents) / 100)));
      return row;
    }),
  );
  const lines = rows.map(({ name, pieces, cents }) => [name, `${pieces} × ${euros.format(cents / 100)}`]);
  window.vuoro('metadata', {
    Ostoskori: rows.length > 0 ? Object.fromEntries(lines) : null,
    Yhteensä: rows.length > 0 ? euros.format(total / 100) : null,
  });
}

for (const button of buttons) {
  button.addEventListener('click', () => {
    const { id, name } = button.dataset;
    put(id, (cart.get(id) ?? 0) + 1);
    find('tila').textContent = `Korissa: ${name}`;
  });
}
find('kysy').addEventListener('click', () => window.vuoro('open'));
show();
