/** What of a CycloneDX list of parts is read or changed here; the rest stays as npm wrote it. */
export type Sbom = { metadata: { component: Part }; components: Part[]; dependencies: Dependency[] };
type Part = {
  'bom-ref': string;
  type: string;
  name: string;
  version: string;
  purl: string;
  scope?: string;
  hashes?: { alg: string; content: string }[];
};
type Dependency = { ref: string; dependsOn: string[] };

/** The parts of one target's file: npm's list of what is installed here, with the Node that is in that file. */
export function sbomOf(installed: Sbom, node: { name: string; sha512: string }): Sbom {
  const here = installed.components.find(({ name }) => name.startsWith('node-linux-'));
  if (!here) throw new Error('npm does not list Node as one of the packages.');
  const there = (text: string) => text.replace(here.name, node.name);
  const inside: Part = {
    ...here,
    'bom-ref': there(here['bom-ref']),
    name: node.name,
    purl: there(here.purl),
    scope: 'required',
    hashes: [{ alg: 'SHA-512', content: node.sha512 }],
  };
  return {
    ...installed,
    metadata: {
      ...installed.metadata,
      // npm names it by the folder that it happens to stand in.
      component: { ...installed.metadata.component, name: 'etude', type: 'application' },
    },
    components: installed.components.map((part) => (part === here ? inside : part)),
    dependencies: installed.dependencies.map(({ ref, dependsOn }) => ({
      ref: there(ref),
      dependsOn: dependsOn.map(there),
    })),
  };
}
