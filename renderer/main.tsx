/** Draws the window and connects it. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Shell } from './features/shell/shell.tsx';
import { followCore } from './stores/core.ts';
import { setStylesDirectly } from './style-attributes.ts';
import { giveStylesNonce } from './style-nonce.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/controls.css';
import './styles/views.css';
import './styles/engine.css';
import './styles/daemon-config.css';
import './styles/run.css';
import './styles/images.css';
import './styles/logs.css';
import './styles/container-page.css';
import './styles/registries.css';
import './styles/lists.css';
import './styles/networks.css';
import './styles/files.css';
import './styles/inspect.css';
import './styles/stats.css';
import './styles/terminal.css';
import './styles/builds.css';
import './styles/history.css';
import './styles/compose.css';

giveStylesNonce(document);
setStylesDirectly();
const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no place to draw in');
createRoot(root).render(
  <StrictMode>
    <Shell />
  </StrictMode>,
);
void followCore();
