/** The version of links that this build speaks: relays are updated at other times than apps, so links count their own. */
export const linkVersion = 1
