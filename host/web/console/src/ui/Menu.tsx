import type { ComponentChildren } from 'preact';
import { autoUpdate, computePosition, flip, offset, shift, size } from '@floating-ui/dom';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { LucideIcon } from 'lucide-preact';
import { Icon } from '@shared/ui/Icon';

/** The gap between the button and the list. */
const GAP_PX = 4;
/** The gap between the list and the edges of the window. */
const EDGE_PX = 8;

export interface MenuItem {
  label: string;
  icon?: LucideIcon;
  danger?: boolean;
  /** Shown but disabled. */
  disabled?: boolean;
  onChoose: () => void;
}

interface Props {
  /** The button's accessible name. */
  label: string;
  /** The button's visible content. */
  children: ComponentChildren;
  class?: string;
  items: MenuItem[];
  /** The side of the button to which the list is aligned. */
  align?: 'start' | 'end';
}

/**
 * A button with a menu: arrow keys move in it, Escape closes it and returns the focus to the button. The list is in the browser's
 * top layer, so that no element around the button can move, cut or cover it.
 */
export function Menu({ label, children, class: name = 'button quiet icon-only', items, align = 'end' }: Props) {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();

  useLayoutEffect(() => {
    const from = button.current;
    const element = list.current;
    if (!isOpen || !from || !element) return;
    // Firefox before 125 and Safari before 17 have no popovers: there the list is fixed and has a z-index.
    element.showPopover?.();
    element.querySelector<HTMLElement>('[role=menuitem]')?.focus({ preventScroll: true });
    const place = async () => {
      const { x, y } = await computePosition(from, element, {
        strategy: 'fixed',
        placement: `bottom-${align}`,
        middleware: [
          offset(GAP_PX),
          flip({ padding: EDGE_PX }),
          shift({ padding: EDGE_PX }),
          size({ padding: EDGE_PX, apply: ({ availableHeight }) => element.style.setProperty('--menu-height', `${availableHeight}px`) }),
        ],
      });
      element.style.setProperty('left', `${x}px`);
      element.style.setProperty('top', `${y}px`);
    };
    const outside = (event: Event) => {
      if (event.target instanceof Node && !element.contains(event.target) && !from.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    const stop = autoUpdate(from, element, () => void place());
    return () => {
      document.removeEventListener('pointerdown', outside);
      stop();
    };
  }, [isOpen, align]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const move = (event: KeyboardEvent) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === 'Escape' || event.key === 'Tab') {
      if (event.key === 'Escape') event.preventDefault();
      event.stopPropagation();
      close();
    } else if (to !== undefined) {
      event.preventDefault();
      all[(to + all.length) % all.length]?.focus();
    }
  };

  return (
    <span class="menu">
      <button
        ref={button}
        type="button"
        class={name}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={(event) => {
          event.preventDefault();
          event.stopPropagation();
          setOpen(!isOpen);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || event.altKey) return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {children}
      </button>
      {isOpen ? (
        <ul ref={list} id={id} class="menu-list" popover="manual" role="menu" aria-label={label} onKeyDown={move}>
          {items.map((item) => (
            <li key={item.label} role="none">
              <button
                type="button"
                role="menuitem"
                tabIndex={-1}
                class={item.danger ? 'menu-item danger' : 'menu-item'}
                aria-disabled={item.disabled}
                onClick={() => {
                  if (item.disabled) return;
                  close();
                  item.onChoose();
                }}
              >
                {item.icon ? <Icon of={item.icon} /> : null}
                {item.label}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </span>
  );
}
