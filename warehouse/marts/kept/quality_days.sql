-- key: run_id
-- state
WITH quoted AS (
    SELECT a.run_id, count(*) AS quote_count, count(q.speaker) AS attributed_count
    FROM {quotes} q JOIN {articles} a USING (article_id) GROUP BY a.run_id
)
SELECT
    a.run_id,
    count(*) AS article_count,
    count(coalesce(a.published_at, a.updated_at)) AS dated_count,
    coalesce(any_value(quoted.quote_count), 0) AS quote_count,
    coalesce(any_value(quoted.attributed_count), 0) AS attributed_count
FROM {articles} a LEFT JOIN quoted USING (run_id)
GROUP BY a.run_id
-- merged
SELECT
    run_id,
    sum(article_count)::BIGINT AS article_count,
    sum(dated_count)::BIGINT AS dated_count,
    sum(quote_count)::BIGINT AS quote_count,
    sum(attributed_count)::BIGINT AS attributed_count
FROM {both} GROUP BY run_id
-- derived
FROM {rows}
-- shown
WITH begun AS (
    SELECT run_id, status, CAST(started_at AT TIME ZONE 'UTC' AS DATE) AS started_on FROM news.runs
),
ended AS (
    SELECT started_on, count(*) AS run_count,
           count(*) FILTER (status = 'published') AS published_count,
           count(*) FILTER (status IN ('failed', 'failed checks')) AS failed_count
    FROM begun GROUP BY started_on
),
checked AS (
    SELECT started_on, count(*) AS check_count,
           count(*) FILTER (NOT success AND severity = 'critical') AS critical_failure_count,
           count(*) FILTER (NOT success AND severity = 'warning') AS warning_count
    FROM news.checks JOIN begun USING (run_id) GROUP BY started_on
),
loaded AS (
    SELECT started_on, sum(document_count)::BIGINT AS document_count, sum(reject_count)::BIGINT AS reject_count
    FROM news.dumps JOIN begun USING (run_id) GROUP BY started_on
),
made AS (
    SELECT started_on, sum(article_count)::BIGINT AS article_count, sum(dated_count)::BIGINT AS dated_count,
           sum(quote_count)::BIGINT AS quote_count, sum(attributed_count)::BIGINT AS attributed_count
    FROM dateline.kept_quality_days JOIN begun USING (run_id) GROUP BY started_on
)
SELECT
    started_on,
    run_count,
    published_count,
    failed_count,
    coalesce(check_count, 0) AS check_count,
    coalesce(critical_failure_count, 0) AS critical_failure_count,
    coalesce(warning_count, 0) AS warning_count,
    coalesce(document_count, 0) AS document_count,
    coalesce(reject_count, 0) AS reject_count,
    reject_count / nullif(document_count, 0) AS reject_share,
    coalesce(article_count, 0) AS article_count,
    dated_count / nullif(article_count, 0) AS dated_share,
    coalesce(quote_count, 0) AS quote_count,
    attributed_count / nullif(quote_count, 0) AS attributed_share
FROM ended
LEFT JOIN checked USING (started_on)
LEFT JOIN loaded USING (started_on)
LEFT JOIN made USING (started_on)
