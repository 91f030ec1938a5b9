-- key: quote_id, entity_id
-- order: date_trunc('month', published_at) NULLS FIRST, entity_id, published_at, quote_id
-- state
SELECT
    q.quote_id,
    m.entity_id,
    m.kind AS entity_kind,
    m.mention_count,
    q.text,
    q.kind,
    q.speaker,
    q.speaker_entity_id,
    q.article_id,
    q.position,
    a.headline,
    a.publisher,
    coalesce(a.published_at, a.updated_at) AS published_at
FROM (
    SELECT quote_id, entity_id, any_value(kind) AS kind, count(*) AS mention_count
    FROM {mentions} WHERE quote_id IS NOT NULL GROUP BY quote_id, entity_id
) m
JOIN {quotes} q USING (quote_id)
JOIN {articles} a ON a.article_id = q.article_id
WHERE m.entity_id IS DISTINCT FROM q.speaker_entity_id
-- shown
SELECT
    d.quote_id,
    d.entity_id,
    e.name AS entity,
    d.entity_kind,
    d.mention_count,
    d.text,
    d.kind,
    d.speaker,
    d.speaker_entity_id,
    d.article_id,
    d.position,
    d.headline,
    d.publisher,
    d.published_at
FROM dateline.kept_quotes_about d
LEFT JOIN news.entities e ON e.entity_id = d.entity_id
