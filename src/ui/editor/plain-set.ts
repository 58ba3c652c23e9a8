// What makes a text area a capable editor, as one part to fetch.

export { PlainColours } from './PlainColours.tsx';
export { PlainTools } from './PlainTools.tsx';
