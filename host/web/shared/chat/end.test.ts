import { expect, test } from 'vitest';
import { EndKeeper } from './end';

/** A list of a height in a window of 300 px, as a browser keeps its place: never further down than there is something to see. */
function listOf(height: number) {
  let top = 0;
  let rows = height;
  const list = {
    clientHeight: 300,
    get scrollHeight() {
      return Math.max(rows, 300);
    },
    get scrollTop() {
      return top;
    },
    set scrollTop(to: number) {
      top = Math.max(0, Math.min(to, this.scrollHeight - this.clientHeight));
    },
    getBoundingClientRect: () => ({ top: 100 }),
  };
  const end = new EndKeeper(() => list as unknown as HTMLElement);
  return { list, end, grow: (by: number) => void (rows += by) };
}

test('rows that grow before the browser tells of our own scrolling don’t leave the end', () => {
  const { list, end, grow } = listOf(1_000);
  end.toEnd();
  grow(1_500);
  // Late: it tells of where we went, which isn’t the end any more.
  end.scrolled();
  expect(end.isAtEnd).toBe(true);
  expect(list.scrollTop).toBe(2_200);
});

test('rows that become smaller, while the window does too, don’t leave the end', () => {
  const { list, end, grow } = listOf(2_000);
  end.toEnd();
  grow(-500);
  // As the browser does by itself, before it tells of it.
  list.scrollTop = 1_200;
  list.clientHeight = 200;
  end.scrolled();
  expect(end.isAtEnd).toBe(true);
  expect(list.scrollTop).toBe(1_300);
});

test('a reader who scrolls towards the start leaves the end, and comes back to it', () => {
  const { list, end, grow } = listOf(1_000);
  end.toEnd();
  list.scrollTop = 500;
  end.scrolled();
  expect(end.isAtEnd).toBe(false);
  grow(200);
  end.resized();
  expect(list.scrollTop).toBe(500);
  list.scrollTop = 600;
  end.scrolled();
  expect(end.isAtEnd).toBe(false);
  list.scrollTop = 880;
  end.scrolled();
  expect(end.isAtEnd).toBe(true);
});

test('rows that come above move nothing that is read, also when others came below meanwhile', () => {
  const { list, end, grow } = listOf(2_000);
  end.toEnd();
  list.scrollTop = 100;
  end.scrolled();
  grow(50);
  end.resized();
  grow(700);
  end.prepended();
  expect(list.scrollTop).toBe(800);
});

test('a row is shown at the top, and near the end that is the end', () => {
  const { list, end } = listOf(2_000);
  const row = (at: number) => ({ getBoundingClientRect: () => ({ top: 100 + at - list.scrollTop }) }) as HTMLElement;
  end.toEnd();
  end.show(row(600), 20);
  expect(list.scrollTop).toBe(580);
  expect(end.isAtEnd).toBe(false);
  end.show(row(1_950), 20);
  expect(list.scrollTop).toBe(1_700);
  expect(end.isAtEnd).toBe(true);
});
