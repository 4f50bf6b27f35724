import type { Xml } from './parse.ts';

/** The elements directly inside another, of one name or of any. */
export function childrenOf(element: Xml, name?: string): Xml[] {
  return element.children.filter(
    (child): child is Xml => typeof child !== 'string' && (name === undefined || child.name === name),
  );
}

/** All elements inside another that fit, the outermost ones where they lie in one another. */
export function findAll(element: Xml, fits: (each: Xml) => boolean): Xml[] {
  return childrenOf(element).flatMap((child) => (fits(child) ? [child] : findAll(child, fits)));
}

/** The same by name. */
export function allNamed(element: Xml, ...names: string[]): Xml[] {
  return findAll(element, ({ name }) => names.includes(name));
}

/** The tree without the elements that fit, or with others in their place. */
export function replaced(element: Xml, change: (each: Xml) => Xml | string | undefined): Xml {
  const children = element.children.map((child) => {
    if (typeof child === 'string') return child;
    const other = change(child);
    if (other === undefined || typeof other === 'string') return other;
    return other === child ? replaced(child, change) : other;
  });
  return { ...element, children: children.filter((child) => child !== undefined) };
}
