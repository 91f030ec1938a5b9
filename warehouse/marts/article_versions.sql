-- One article whose address carried other articles too: an earlier or later version of it.
-- Versions are in the order of their last printed time, else of when they were captured, else of their ids. An address
-- is a URL without scheme, `www.`, fragment, tracking parameters and final slash.
WITH addressed AS (
    SELECT
        article_id,
        headline,
        published_at,
        updated_at,
        rtrim(
            regexp_replace(
                regexp_replace(
                    regexp_replace(url, '^[A-Za-z]+://(www\.)?', ''),
                    '#.*$', ''
                ),
                '(utm_[a-z]+|fbclid|gclid)=[^&]*&?', '', 'g'
            ),
            '/?&'
        ) AS address
    FROM news.articles
    WHERE url IS NOT NULL AND url <> ''
),

versioned AS (
    SELECT *, count(*) OVER (PARTITION BY address) AS version_count
    FROM addressed
    QUALIFY version_count > 1
),

seen AS (
    SELECT article_id, min(captured_at) AS first_captured_at
    FROM news.sightings SEMI JOIN versioned USING (article_id)
    GROUP BY article_id
)

SELECT
    article_id,
    address,
    row_number() OVER versions AS version_number,
    version_count,
    lag(article_id) OVER versions AS previous_article_id,
    lead(article_id) OVER versions AS next_article_id,
    headline,
    published_at,
    updated_at,
    first_captured_at
FROM versioned LEFT JOIN seen USING (article_id)
WINDOW versions AS (
    PARTITION BY address
    ORDER BY coalesce(updated_at, published_at) NULLS LAST, first_captured_at NULLS LAST, article_id
)
