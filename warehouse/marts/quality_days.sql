-- One row per day (UTC) on which a run began: how its runs ended, what their checks found, and what was rejected.
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
    SELECT started_on, sum(document_count)::BIGINT AS document_count, sum(article_count)::BIGINT AS sighting_count,
           sum(reject_count)::BIGINT AS reject_count
    FROM news.dumps JOIN begun USING (run_id) GROUP BY started_on
),
dated AS (
    SELECT started_on, count(*) AS article_count,
           avg((coalesce(published_at, updated_at) IS NOT NULL)::INTEGER) AS dated_share
    FROM news.articles JOIN begun USING (run_id) GROUP BY started_on
),
quoted AS (
    SELECT started_on, count(*) AS quote_count, avg((speaker IS NOT NULL)::INTEGER) AS attributed_share
    FROM news.quotes JOIN news.articles USING (article_id) JOIN begun USING (run_id) GROUP BY started_on
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
    dated_share,
    coalesce(quote_count, 0) AS quote_count,
    attributed_share
FROM ended
LEFT JOIN checked USING (started_on)
LEFT JOIN loaded USING (started_on)
LEFT JOIN dated USING (started_on)
LEFT JOIN quoted USING (started_on)
