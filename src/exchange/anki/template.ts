/** The name of the note type that Etude writes. */
export const typeName = 'Etude question';

const options = Array.from({ length: 8 }, (_, i) => {
  const name = `Option ${i + 1}`;
  return `{{#${name}}}<li>{{${name}}}</li>{{/${name}}}`;
}).join('');

/** The front of a card. */
export const front = `<div class="etude" dir="auto">
{{Question}}
{{#Task}}<p class="task">{{Task}}</p>{{/Task}}
{{Prompts}}
{{#Option 1}}<ol type="A">${options}</ol>{{/Option 1}}
</div>`;

/** Its back. */
export const back = `{{FrontSide}}
<hr id="answer">
<div class="etude" dir="auto">
<div class="right">{{Answer shown}}</div>
{{Explanation}}
{{Reasons}}
</div>`;

/** The look of both. */
export const css = `.card { font-family: sans-serif; font-size: 20px; text-align: start; color: black; background: white; }
.etude { max-width: 40em; margin: auto; }
.etude pre { overflow-x: auto; text-align: left; font-size: 16px; }
.task { opacity: 0.7; }
.right { font-weight: bold; }
`;
