/** The bare server as a TypeScript file, which Node strips of its types at each start, as it does with Etude’s own. */
await import('./bare.js' as string);

export {};
