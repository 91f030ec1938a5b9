-- One row per quote: what was said by whom, and the article, outlet, day (UTC) and time that it was published in.
--
-- What is asked of quotes by speaker and time is asked here: rows of a month and a speaker lie together.
SELECT
    CAST(coalesce(a.published_at, a.updated_at) AT TIME ZONE 'UTC' AS DATE) AS published_on,
    coalesce(a.published_at, a.updated_at) AS published_at,
    a.publisher,
    a.headline,
    q.article_id,
    q.quote_id,
    q.position,
    q.kind,
    q.text,
    q.char_start,
    q.char_end,
    q.speaker,
    q.speaker_entity_id,
    q.speaker_role,
    q.cue,
    q.confidence
FROM news.quotes q
JOIN news.articles a USING (article_id)
