import '@shared/style/tokens.css';
import '@shared/style/base.css';
import '@shared/style/blocks.css';
import { render } from 'preact';

const root = document.getElementById('console');
if (root) render(<main />, root);
