/** A type of note: its name, the names of its fields, and whether it asks for gaps. */
export type NoteType = { name: string; fields: string[]; isCloze: boolean };

/** A note of Anki with its deck. */
export type Note = {
  id: number;
  guid: string;
  /** When it last changed, in seconds. */
  mod: number;
  type: NoteType;
  deck: string[];
  tags: string[];
  fields: string[];
};

/** One entry of Anki's log of reviews. */
export type Logged = {
  /** The moment, in milliseconds. */
  id: number;
  note: number;
  /** The button: 1 Again to 4 Easy; 0 for what no answer caused. */
  ease: number;
  /** 0 learning, 1 review, 2 relearning, 3 filtered deck, 4 by hand, 5 rescheduled. */
  kind: number;
  factor: number;
  tookMs: number;
};

/** What a package of Anki holds; pictures by the names that notes use. */
export type Collection = {
  notes: Note[];
  log: Logged[];
  media: ReadonlySet<string>;
  /** A file of the media; one that is larger comes as more bytes than that, without its content. */
  readMedia(name: string, mostBytes: number): Promise<Buffer | undefined>;
};
