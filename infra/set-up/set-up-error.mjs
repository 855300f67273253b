/** Something that the user has to do first. The message says what; shown without a stack. */
export class SetUpError extends Error {}
