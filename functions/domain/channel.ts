/** Channels whose payments come as files: a bank's statement, and the lists of acquirers. No order of ours stands behind most of them. */
export const FILE_CHANNELS = ['bank', 'unionpay', 'pos'] as const;

export type FileChannel = (typeof FILE_CHANNELS)[number];

/** Tells whether payments of a channel come as files. */
export const isFileChannel = (channel: string): channel is FileChannel => (FILE_CHANNELS as readonly string[]).includes(channel);
