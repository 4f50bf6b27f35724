/** A value that is made when it is first asked for, and kept. */
export function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** What is made of each object once, and kept as long as the object is. */
export function perObject<O extends object, T>(make: (object: O) => T): (object: O) => T {
  const made = new WeakMap<O, { value: T }>();
  return (object) => {
    const known = made.get(object);
    if (known) return known.value;
    const value = make(object);
    made.set(object, { value });
    return value;
  };
}
