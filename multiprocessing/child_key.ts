/** Of what the code on the command line of a child leaves on the global object, as Symbol.for takes it. */
export const CHILD_KEY = "@weft/concurrency child";
