/** Draws the window and connects it. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Shell } from './features/shell/shell.tsx';
import { followCore } from './stores/core.ts';
import { giveStylesNonce } from './style-nonce.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/controls.css';
import './styles/views.css';
import './styles/engine.css';
import './styles/run.css';
import './styles/images.css';
import './styles/logs.css';
import './styles/container-page.css';
import './styles/registries.css';
import './styles/lists.css';
import './styles/compose.css';

giveStylesNonce(document);
const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no place to draw in');
createRoot(root).render(
  <StrictMode>
    <Shell />
  </StrictMode>,
);
void followCore();
