/** The style of the button and of the frame. It is in a shadow tree, so that it and the page's style don't affect each other. */
export const STYLE = `
:host { all: initial; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.launcher, .frame, .note { position: fixed; z-index: 2147483000; right: calc(20px + env(safe-area-inset-right, 0px)); bottom: calc(20px + env(safe-area-inset-bottom, 0px)); }
.launcher { display: grid; place-items: center; width: 56px; height: 56px; margin: 0; padding: 0; border: 1px solid rgb(255 255 255 / 30%); border-radius: 50%; background: #1f2d29; color: #fff; box-shadow: 0 1px 2px rgb(20 30 26 / 20%), 0 6px 20px rgb(20 30 26 / 28%); cursor: pointer; }
.launcher:hover { background: #33453f; }
.launcher:focus-visible { outline: 3px solid #fff; outline-offset: 0; box-shadow: 0 0 0 6px #14110a; }
.launcher svg { width: 26px; height: 26px; }
.badge { position: absolute; top: -4px; right: -4px; min-width: 22px; height: 22px; padding: 0 6px; border-radius: 11px; background: #1a5cb8; color: #fff; font: 600 13px/22px system-ui, sans-serif; text-align: center; }
.frame { width: 400px; height: min(680px, calc(100dvh - 40px)); border: 1px solid rgb(128 128 128 / 30%); border-radius: 14px; background: Canvas; color-scheme: light dark; box-shadow: 0 1px 2px rgb(20 30 26 / 20%), 0 12px 40px rgb(20 30 26 / 30%); }
.note { max-width: min(320px, calc(100vw - 40px)); bottom: calc(88px + env(safe-area-inset-bottom, 0px)); margin: 0; padding: 12px 16px; border-radius: 8px; background: #1f2d29; color: #fff; font: 14px/1.45 system-ui, sans-serif; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (max-width: 520px), (max-height: 420px) {
  .frame { inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0; }
}
@media (prefers-color-scheme: dark) {
  .launcher { background: #dfe7e3; color: #15201c; }
  .launcher:hover { background: #fff; }
}
@media (prefers-reduced-motion: no-preference) {
  .launcher { transition: background-color 120ms; }
  .frame { animation: come 160ms ease-out; }
  @keyframes come { from { opacity: 0; transform: translateY(8px); } }
}
@media print { .launcher, .frame, .note { display: none; } }
`;
