/** Monday 2 March 2026, 09:00 in UTC. */
export const monday = Date.UTC(2026, 2, 2, 9);
