/** What the public reads where nobody is to be named. */
export const ANONYMOUS_NAME = '爱心人士';
