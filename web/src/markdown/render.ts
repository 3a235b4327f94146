/** Markdown of a model to markup that is safe to show: rendered by marked, and sanitised by DOMPurify. */
import DOMPurify from "dompurify";
import { Marked, type RendererObject, type Tokens } from "marked";

/** What marked makes of Markdown; nothing that loads, runs or is sent. */
const TAGS = [
  ...["h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "pre", "code", "em", "strong", "del", "a"],
  ...["ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"],
];
/** Attributes that hold no address; without being named so, their values would have to look like one. */
const PLAIN = ["rel", "target", "start", "align"];
const ADDRESS = /^(?:https?:|mailto:)/i;
/** The page has the first level, the section around the text the second. */
const LEVELS_DOWN = 1;

const renderer: RendererObject = {
  // A text that looks like markup is shown as it was written.
  html: ({ text }: Tokens.HTML | Tokens.Tag) => escaped(text),
  image: ({ text }: Tokens.Image) => escaped(text),
  heading({ tokens, depth }: Tokens.Heading) {
    const level = Math.min(depth + LEVELS_DOWN, 6);
    return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
  },
  link({ href, tokens }: Tokens.Link) {
    const content = this.parser.parseInline(tokens);
    if (!ADDRESS.test(href)) return content;
    return `<a href="${escaped(href)}" rel="noopener noreferrer" target="_blank">${content}</a>`;
  },
  checkbox: ({ checked }: Tokens.Checkbox) => (checked ? "☑ " : "☐ "),
};

const markdown = new Marked({ gfm: true, renderer });

/** Sanitised markup: a text for `innerHTML`, and a TrustedHTML of the policy `dompurify` where a browser has those. */
export function rendered(text: string): string {
  const safe = DOMPurify.sanitize(markdown.parse(text, { async: false }), {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ["href", ...PLAIN],
    ADD_URI_SAFE_ATTR: PLAIN,
    ALLOW_ARIA_ATTR: false,
    ALLOW_DATA_ATTR: false,
    ALLOWED_URI_REGEXP: ADDRESS,
    RETURN_TRUSTED_TYPE: true,
  });
  // The types of the DOM know no TrustedHTML yet.
  return safe as unknown as string;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
