import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { LucideIcon } from 'lucide-preact';
import { Icon } from '@shared/ui/Icon';

export interface MenuItem {
  label: string;
  icon?: LucideIcon;
  danger?: boolean;
  /** Said, and not to be pressed now. */
  disabled?: boolean;
  onChoose: () => void;
}

interface Props {
  /** What the button is called. */
  label: string;
  /** What is seen in the button. */
  children: ComponentChildren;
  class?: string;
  items: MenuItem[];
  /** The side of the button that the list keeps to. */
  align?: 'start' | 'end';
}

/** A button with a list of things to do: arrows move, Escape closes and gives the focus back. */
export function Menu({ label, children, class: name = 'button quiet icon-only', items, align = 'end' }: Props) {
  const [isOpen, setOpen] = useState(false);
  const [place, setPlace] = useState<{ x: number; y: number; isAbove: boolean } | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();

  useEffect(() => {
    if (!isOpen) return;
    const box = button.current?.getBoundingClientRect();
    if (box) {
      const isAbove = box.bottom > innerHeight * 0.65;
      setPlace({ x: align === 'end' ? innerWidth - box.right : box.left, y: isAbove ? innerHeight - box.top : box.bottom, isAbove });
    }
    const outside = (event: Event) => {
      if (event.target instanceof Node && !list.current?.contains(event.target) && !button.current?.contains(event.target)) setOpen(false);
    };
    const away = () => setOpen(false);
    document.addEventListener('pointerdown', outside);
    addEventListener('resize', away);
    return () => {
      document.removeEventListener('pointerdown', outside);
      removeEventListener('resize', away);
    };
  }, [isOpen, align]);

  useEffect(() => {
    const element = list.current;
    if (!element || !place) return;
    element.style.setProperty(place.isAbove ? 'bottom' : 'top', `${place.y + 4}px`);
    element.style.setProperty(align === 'end' ? 'right' : 'left', `${Math.max(4, place.x)}px`);
    element.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  }, [place, isOpen]);

  const close = () => {
    setOpen(false);
    setPlace(null);
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
          setPlace(null);
          setOpen(!isOpen);
        }}
      >
        {children}
      </button>
      {isOpen ? (
        <ul ref={list} id={id} class="menu-list" role="menu" aria-label={label} onKeyDown={move}>
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
