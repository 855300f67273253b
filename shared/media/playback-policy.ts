/** `public`: its addresses work for whoever has one, for as long as the operator wants; `signed`: they are short-lived. */
export const PLAYBACK_POLICIES = ['public', 'signed'] as const;
export type PlaybackPolicy = (typeof PLAYBACK_POLICIES)[number];
