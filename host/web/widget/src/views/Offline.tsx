import { useEffect, useRef } from 'preact/hooks';
import { WifiOff } from 'lucide-preact';
import { Icon } from '@shared/ui/Icon';
import { announce } from '../announce';
import { tw } from '../i18n/texts';
import { useWidget } from './context';

/** A calm line while there is no connection; nothing else stops. */
export function Offline() {
  const { chat } = useWidget();
  const isOnline = chat.isOnline.value;
  const wasOnline = useRef(true);
  useEffect(() => {
    if (isOnline !== wasOnline.current) announce(tw(isOnline ? 'online' : 'offline'));
    wasOnline.current = isOnline;
  }, [isOnline]);
  if (isOnline) return null;
  return (
    <p class="offline">
      <Icon of={WifiOff} />
      {tw('offline')}
    </p>
  );
}
