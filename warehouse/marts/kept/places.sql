-- shown
SELECT
    d.entity_id,
    e.name AS place,
    e.country_code,
    e.latitude,
    e.longitude,
    d.published_on,
    d.mention_count,
    d.article_count,
    d.dateline_count,
    d.name_count
FROM dateline.kept_entity_days d
JOIN news.entities e ON e.entity_id = d.entity_id
WHERE d.kind = 'place'
