/** Everything that can be found not to hold. Codes are stable: programs and reports rely on them. */
export const CODES = [
  'file_missing',
  'file_unreachable',
  'file_too_large',
  'file_ahead',
  'size_unpublished',
  'file_unsettled',
  'file_unexpected',
  'society_unnamed',
  'log_description_differs',
  'log_key_differs',
  'checkpoint_malformed',
  'checkpoint_origin',
  'checkpoint_unsigned',
  'checkpoint_not_prefix',
  'checkpoint_rolled_back',
  'policy_wrong',
  'cosignature_wrong',
  'quorum_missed',
  'history_forked',
  'bundle_malformed',
  'entry_differs',
  'tile_differs',
  'root_differs',
  'entry_not_canonical',
  'kind_unknown',
  'fields_wrong',
  'id_repeated',
  'opening_entry_misplaced',
  'definition_dangling',
  'gift_undefined',
  'gap_misplaced',
  'pointer_wrong',
  'target_wrong',
  'entry_undefined',
  'fund_short',
  'stock_short',
  'refund_exceeds',
  'refund_differs',
  'fix_differs',
  'void_repeated',
  'claim_repeated',
  'claim_of_named',
  'transfer_unbalanced',
  'consent_missing',
  'balance_repeated',
  'bill_differs',
  'key_wrong',
  'list_differs',
  'close_number',
  'close_range',
  'close_days',
  'close_totals',
  'close_digest',
  'statement_differs',
  'openings_malformed',
  'opening_differs',
  'opening_missing',
  'opening_unowed',
  'after_differs',
  'live_differs',
  'issue_list_differs',
  'page_row_differs',
  'page_differs',
  'page_markup_differs',
  'page_frame_unknown',
  'page_stale',
  'json_row_differs',
  'json_differs',
  'csv_row_differs',
  'csv_differs',
  'paper_differs',
  'queries_malformed',
  'issue_not_shown',
  'close_overdue',
  'entry_from_future',
] as const;

export type Code = (typeof CODES)[number];

/** One thing that does not hold: in which public file, at which index of the log where there is one, and what was compared. */
export type Finding = { readonly code: Code; readonly file: string; readonly index?: number; readonly detail?: string };

/** What is no fault, and must be said all the same: what could not be proven, or was not there to be read. */
export const REMARKS = [
  'key_from_site',
  'older_copy',
  'older_copy_unproven',
  'pages_behind',
  'clock_skipped',
  'tiles_ahead',
  'statement_ahead',
  'paper_awaited',
  'checkpoint_not_kept',
  'checkpoints_unlisted',
  'frames_older',
  'frames_unread',
  'markup_older',
  'name_held',
  'name_withdrawn',
  'name_erased',
  'queries_open',
  'policy_changing',
  'field_unread',
  'file_unread',
  'stopped',
] as const;

export type RemarkCode = (typeof REMARKS)[number];

/** One remark; `indices` are places in the log that it is about. */
export type Remark = {
  readonly code: RemarkCode;
  readonly count: number;
  readonly files: readonly string[];
  readonly indices: readonly number[];
  readonly details: readonly string[];
};

/** What was compared, each counted once. */
export const COUNTED = [
  'entries',
  'bundles',
  'tiles',
  'checkpoints',
  'cosignatures',
  'closes',
  'openings',
  'issues',
  'pages',
  'rows',
  'json_rows',
  'csv_rows',
  'papers',
  'front_pages',
] as const;

export type Counted = (typeof COUNTED)[number];
