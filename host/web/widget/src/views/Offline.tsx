import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { LucideIcon } from 'lucide-preact';
import { History, RefreshCwOff, WifiOff } from 'lucide-preact';
import { Icon } from '@shared/ui/Icon';
import { announce } from '../announce';
import { tw } from '../i18n/texts';
import { useWidget } from './context';

/** A calm notice while there is no connection, or no stream of this conversation; nothing else stops. */
export function Offline() {
  const { chat } = useWidget();
  const isOnline = chat.isOnline.value;
  const isStale = chat.isStale.value;
  const isSessionOver = chat.isSessionOver.value;
  const wasOnline = useRef(true);
  useEffect(() => {
    if (isOnline !== wasOnline.current) announce(tw(isOnline ? 'online' : 'offline'));
    wasOnline.current = isOnline;
  }, [isOnline]);
  useEffect(() => {
    if (isStale) announce(tw('over.text'));
  }, [isStale]);
  useEffect(() => {
    if (isSessionOver) announce(tw('session-over'));
  }, [isSessionOver]);
  if (!isOnline) return <Bar icon={WifiOff} text={tw('offline')} />;
  if (isStale) {
    return (
      <Bar icon={RefreshCwOff} text={tw('over.text')}>
        <button type="button" class="button small" onClick={() => void chat.begin()}>{tw('over.again')}</button>
      </Bar>
    );
  }
  return isSessionOver ? <Bar icon={History} text={tw('session-over')} /> : null;
}

function Bar({ icon, text, children }: { icon: LucideIcon; text: string; children?: ComponentChildren }) {
  return (
    <p class="offline">
      <Icon of={icon} />
      <span>{text}</span>
      {children}
    </p>
  );
}
