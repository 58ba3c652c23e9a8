// All that an embedded page needs beyond the page itself, as one lazy chunk.

export { startEmbed } from '../../store/embed.ts';
export { loadSharing } from '../../store/share.ts';
export { EmbedPage } from './EmbedPage.tsx';
export { bindFrame } from './frame-messages.ts';
