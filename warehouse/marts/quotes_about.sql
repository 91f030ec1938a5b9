-- One row per quote and entity that is mentioned within it, the speaker left out.
--
-- A pronoun that means the entity is a mention too.
SELECT
    q.quote_id,
    m.entity_id,
    e.name AS entity,
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
    FROM news.mentions WHERE quote_id IS NOT NULL GROUP BY quote_id, entity_id
) m
JOIN news.quotes q USING (quote_id)
JOIN news.articles a ON a.article_id = q.article_id
LEFT JOIN news.entities e ON e.entity_id = m.entity_id
WHERE m.entity_id IS DISTINCT FROM q.speaker_entity_id
