/** The few ways in which the view touches the document: found by id, changed only where something is new, never as HTML. */

/** The element of that id, which index.html promises; of what kind, where that matters. */
export function byId(id: string): HTMLElement
export function byId<E extends HTMLElement>(id: string, kind: new () => E): E
export function byId(id: string, kind = HTMLElement): HTMLElement {
  const element = document.getElementById(id)
  if (element instanceof kind) return element
  throw new Error(`index.html has no ${kind.name} with the id "${id}". Put it back, or change the view.`)
}

export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}

/** Sets an attribute, or takes it away when the value is null. */
export function setAttribute(element: Element, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name)
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}

/** Even the same value, set again, has the style of the whole page looked at again. */
export function setHidden(element: HTMLElement, hidden: boolean): void {
  if (element.hidden !== hidden) element.hidden = hidden
}

/** For buttons that keep the focus when they have nothing to do; what they dispatch then changes nothing. */
export const setEnabled = (element: Element, enabled: boolean): void =>
  setAttribute(element, 'aria-disabled', enabled ? null : 'true')

export function make<Tag extends 'div' | 'p' | 'span' | 'li' | 'time' | 'code' | 'button'>(
  tag: Tag,
  className: string,
  text = '',
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  element.className = className
  element.textContent = text
  return element
}

/**
 * Keeps the end of a list in view, until somebody scrolls away from it. Where the end is, is read when the list has been laid out
 * and not when it is changed, which would have the page laid out twice.
 */
export function keepEnd(scroller: Element): void {
  let isAtEnd = true
  let size = ''
  const sizeNow = () => `${scroller.clientWidth} ${scroller.clientHeight}`
  const look = () => {
    // A new size moves what is in view, and no one has scrolled.
    if (size !== sizeNow()) return
    isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 48
  }
  scroller.addEventListener('scroll', look, { passive: true })
  // A keyboard that opens, or a phone that is turned, must not hide the end; no more must an entry that is new or grows.
  const sizes = new ResizeObserver(() => {
    size = sizeNow()
    if (isAtEnd) scroller.scrollTop = scroller.scrollHeight
  })
  sizes.observe(scroller)
  const isElement = (node: Node) => node instanceof Element
  new MutationObserver((changes) => {
    for (const { addedNodes, removedNodes } of changes) {
      for (const entry of [...addedNodes].filter(isElement)) sizes.observe(entry)
      for (const entry of [...removedNodes].filter(isElement)) sizes.unobserve(entry)
    }
  }).observe(scroller, { childList: true })
}

/** Calls `apply` when the value is another than last time. */
export function onChange<Value>(apply: (value: Value) => void): (value: Value) => void {
  let last: Value | undefined
  return (value) => {
    if (value === last) return
    last = value
    apply(value)
  }
}
