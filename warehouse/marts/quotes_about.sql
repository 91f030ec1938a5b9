-- One row per quote and entity that is mentioned within it, the speaker left out.
--
-- A pronoun that means the entity is a mention too.
SELECT
    q.quote_id,
    m.entity_id,
    any_value(e.name) AS entity,
    any_value(m.kind) AS entity_kind,
    count(*) AS mention_count,
    any_value(q.text) AS text,
    any_value(q.kind) AS kind,
    any_value(q.speaker) AS speaker,
    any_value(q.speaker_entity_id) AS speaker_entity_id,
    any_value(q.article_id) AS article_id,
    any_value(a.headline) AS headline,
    any_value(a.publisher) AS publisher,
    any_value(coalesce(a.published_at, a.updated_at)) AS published_at
FROM news.mentions m
JOIN news.quotes q USING (quote_id)
JOIN news.articles a ON a.article_id = q.article_id
LEFT JOIN news.entities e ON e.entity_id = m.entity_id
WHERE m.entity_id IS DISTINCT FROM q.speaker_entity_id
GROUP BY q.quote_id, m.entity_id
