/**
 * Lets the terminal colour its text beyond the sixteen colours of a theme: its library writes the colours of a span into
 * the attribute `style`, which the page's content policy forbids, while the same set as a property is no markup and is
 * allowed (CSSOM, "cssText"; CSP level 3, 8.2).
 */
export function setStylesDirectly(): void {
  HTMLSpanElement.prototype.setAttribute = function set(this: HTMLSpanElement, name: string, value: string) {
    if (name === 'style') this.style.cssText = value;
    else Element.prototype.setAttribute.call(this, name, value);
  };
}
