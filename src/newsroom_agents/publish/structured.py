"""The article as structured data (schema.org NewsArticle), for search engines and other machines.

A pure function of the public bundle, like the page. It says what was made by a machine, what is
gated, what was corrected, and on what the piece rests: outlets and titles, no gated addresses.
"""

import json
from collections.abc import Iterator

from newsroom_agents.publish.bundle import PublicBundle
from newsroom_agents.publish.presentation import PictureFile
from newsroom_agents.publish.public_text import PublicText, read_text
from newsroom_agents.publish.wording import is_modelled, stamp
from newsroom_agents.story.package import SourceType

_SCHEMA_SOURCE_TYPES = {
    SourceType.ALGORITHMIC: "AlgorithmicMediaDigitalSource",
    SourceType.DATA_DRIVEN: "DataDrivenMediaDigitalSource",
    SourceType.TRAINED: "TrainedAlgorithmicMediaDigitalSource",
    SourceType.COMPOSITE: "CompositeWithTrainedAlgorithmicMediaDigitalSource",
    SourceType.CAPTURED: "DigitalCaptureDigitalSource",
    SourceType.CREATED: "DigitalArtDigitalSource",
}


def article_address(bundle: PublicBundle) -> str:
    """Return the absolute address of the article's page."""
    return f"{bundle.presentation.site.base_url}/{bundle.publication.url_path}/"


def structured_data(bundle: PublicBundle) -> str:
    """Return the NewsArticle as JSON that is safe inside a script element."""
    text = read_text(bundle)
    site = bundle.presentation.site
    article: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": text.headline,
        "description": text.dek,
        "inLanguage": text.language,
        "mainEntityOfPage": article_address(bundle),
        "datePublished": stamp(bundle.publication.first_published),
        "dateModified": stamp(bundle.publication.updated),
        "author": _author(bundle),
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": site.title,
            "url": f"{site.base_url}/",
            "correctionsPolicy": f"{site.base_url}/about/#corrections",
            "verificationFactCheckingPolicy": f"{site.base_url}/about/#checks",
        },
        "digitalSourceType": _SCHEMA_SOURCE_TYPES[_text_source_type(bundle)],
        "isAccessibleForFree": not bundle.presentation.gated,
        "isBasedOn": list(_sources(text)),
        "about": [{"@type": "Place", "name": place} for place in text.located],
        "keywords": [topic.name for topic in text.tags.topics],
    }
    if bundle.presentation.gated:
        article["hasPart"] = {
            "@type": "WebPageElement",
            "isAccessibleForFree": False,
            "cssSelector": ".paywall",
        }
    if bundle.presentation.art and text.art:
        shown = (bundle.presentation.art, bundle.presentation.card, bundle.presentation.social)
        article["image"] = [
            _image(bundle, picture, text.art.source_type) for picture in shown if picture
        ]
    if bundle.publication.corrections:
        article["correction"] = [
            {"@type": "CorrectionComment", "text": note.text, "datePublished": stamp(note.at)}
            for note in bundle.publication.corrections
        ]
    return escaped_json(article)


def escaped_json(value: object) -> str:
    """Return JSON in which no character can end or open an element."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _author(bundle: PublicBundle) -> dict[str, str]:
    """Return the persona as what it is: no person, an AI correspondent of the house."""
    persona, site = bundle.presentation.persona, bundle.presentation.site
    page = f"persona/{persona.id}/" if persona.has_page else "about/"
    return {
        "@type": "Organization",
        "name": persona.name,
        "description": f"{persona.title}. An AI persona, not a person. {persona.bio}",
        "url": f"{site.base_url}/{page}",
    }


def _text_source_type(bundle: PublicBundle) -> SourceType:
    """A text that a language model wrote and editors ruled on, or one made by rules alone."""
    has_model = any(is_modelled(credit) for credit in bundle.credits)
    return SourceType.TRAINED if has_model else SourceType.ALGORITHMIC


def _sources(text: PublicText) -> Iterator[dict[str, object]]:
    for source in text.sources:
        yield {
            "@type": "CreativeWork",
            "name": source.title,
            "inLanguage": source.language,
            "datePublished": stamp(source.published),
            "publisher": {"@type": "Organization", "name": source.outlet_name},
        }


def _image(bundle: PublicBundle, picture: PictureFile, made: SourceType) -> dict[str, object]:
    return {
        "@type": "ImageObject",
        "url": article_address(bundle) + picture.file,
        "width": picture.width,
        "height": picture.height,
        "encodingFormat": picture.media_type,
        "digitalSourceType": _SCHEMA_SOURCE_TYPES[made],
    }
