/**
 * Of a job `j` in SQL: the shorter training that it continues (continuedSchema), or null. Only promotions have one: the job
 * of the individual that was promoted, if its agreement was one on digests. Results that agree on them are equal in every
 * link of their chains, so any of them will do.
 */
export const CONTINUED = `(
  SELECT jsonb_build_object('numericClass', shorter.numeric_class, 'digests', to_jsonb(r.curve_digests))
  FROM individuals promoted
    JOIN individuals parent ON parent.id = promoted.parents[1]
    JOIN jobs shorter ON shorter.id = parent.job_id AND shorter.state = 'agreed'
    JOIN assignments a ON a.job_id = shorter.id AND a.state = 'agreed'
    JOIN results r ON r.assignment_id = a.id
  WHERE promoted.job_id = j.id AND promoted.rung > 0
    AND NOT EXISTS (
      SELECT FROM assignments oa JOIN results o ON o.assignment_id = oa.id
      WHERE oa.job_id = shorter.id AND oa.state = 'agreed'
        AND (o.digest, o.numeric_class) IS DISTINCT FROM (shorter.digest, shorter.numeric_class))
  ORDER BY promoted.ordinal, a.ordinal LIMIT 1)`;
