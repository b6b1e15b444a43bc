/**
 * Lets libraries that make style elements do so: the page's content policy takes only those that carry its nonce (CSP
 * level 3, 8.2), which those libraries know nothing of. Without a nonce in the page nothing is changed.
 */
export function giveStylesNonce(page: Document): void {
  const nonce = page.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
  if (nonce === '') return;
  const createElement = page.createElement.bind(page);
  page.createElement = (name: string, options?: ElementCreationOptions) => {
    const element = createElement(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
}
