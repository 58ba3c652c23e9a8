// What a link may weigh. Browsers take far longer addresses; chat tools and mail readers do not.

/** From this many characters on, some tools cut links off: the share dialog warns. */
export const WARN_URL_LENGTH = 2048;

/** No link is made or opened beyond this many characters; a file carries the state instead. */
export const MAX_URL_LENGTH = 65_536;

/** A link that unpacks to more bytes than this is refused while it unpacks. */
export const MAX_INFLATED_BYTES = 2 * 1024 * 1024;
