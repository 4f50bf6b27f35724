/** Whether a review of a query was taken back. */
export const isUndone = `exists (select 1 from amendment where amendment.learner = review.learner and amendment.review = review.id and amendment.kind = 'undo')`;

/** The same as a column, 1 or 0. */
export const undone = `case when ${isUndone} then 1 else 0 end as undone`;
