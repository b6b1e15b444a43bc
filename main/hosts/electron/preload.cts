/**
 * The bridge between the page and the core. It carries frames and knows nothing of them, so it never grows. Frames
 * cross as JSON text, as on every other link; each is marked with the link that it belongs to, so that nothing of an old
 * one reaches a new one. The sandbox lets a preload require nothing but Electron.
 */
const { contextBridge, ipcRenderer }: typeof import('electron') = require('electron');

function bridge() {
  // By chance, so that the links of the page before a reload have other numbers.
  const now = {
    link: Math.floor(Math.random() * 2 ** 32),
    onFrame: (_frame: unknown) => {},
    onClose: () => {},
  };
  ipcRenderer.on('moorage:to-page', (_event, link: number, text: string | null) => {
    if (link !== now.link) return;
    if (text === null) now.onClose();
    else now.onFrame(JSON.parse(text));
  });
  return {
    /** Opens a link; one that was open before is closed without a word. */
    open: () => ipcRenderer.send('moorage:to-core', (now.link += 1), null),
    send: (frame: unknown) => ipcRenderer.send('moorage:to-core', now.link, JSON.stringify(frame)),
    /** Sets the one listener for frames of whatever link is open. */
    onFrame: (listener: (frame: unknown) => void) => void (now.onFrame = listener),
    /** Sets the one listener for the end of the link that is open. */
    onClose: (listener: () => void) => void (now.onClose = listener),
  };
}

contextBridge.exposeInMainWorld('moorage', bridge());
