import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Signal } from '@preact/signals';
import type { Chat } from '../chat/chat';

/** The context of every view. */
export interface Widget {
  chat: Chat;
  /** Whether the frame is shown. */
  isOpen: Signal<boolean>;
  /** Whether no page is around. */
  isAlone: boolean;
  minimise: () => void;
}

export const WidgetContext = createContext<Widget | null>(null);

export function useWidget(): Widget {
  const widget = useContext(WidgetContext);
  if (!widget) throw new Error('a view stands outside of the widget');
  return widget;
}
