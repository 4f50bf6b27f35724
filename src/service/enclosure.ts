/** The table that a backup has and a database has not. */
export const enclosure = 'installation';
