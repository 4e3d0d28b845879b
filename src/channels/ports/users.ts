/** The feed of a watched user's coming and going. `%` keeps it apart from every channel. */
export const userFeed = (userId: string): string => `%user-${userId}`;
