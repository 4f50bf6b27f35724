/** A page of the help and the file that it is written in. */
export type Entry = { name: string; file: string };

/** A part of a page: its introduction, which has no id, or what follows a heading. */
export type Section = { id: string; title: string; text: string };

/** A page of the help as its file has it, in Markdown. */
export type HelpPage = { name: string; title: string; intro: Section; sections: Section[] };
