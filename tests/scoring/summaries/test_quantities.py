"""Which figures follow from an article's: each case has the article's words, and the summary's."""

from dataclasses import replace

import pytest

from onrecord.gold.article import Article
from onrecord.reading.numbers import read_numbers
from onrecord.scoring.summaries.evidence import Evidence
from onrecord.scoring.summaries.quantities import is_number_supported


def accused(article: Article, said: str, told: str) -> list[str]:
    """The figures of a summary that an article of these words does not give."""
    small = replace(article, raw=said, regions=(), quotes=(), not_quotes=(), statements=(), mentions=())
    evidence = Evidence(small)
    return [n.span.of(told) for n in read_numbers(told) if not is_number_supported(n, told, evidence)]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        # Times of day.
        ("It rang at 4.17.", "It rang at 4:17."),
        ("It rang at 4:17.", "It rang at 4.17 a.m."),
        ("It leaked since about 4.15 a.m.", "It leaked since around a quarter past four."),
        ("It leaked since about 4.15 a.m.", "It leaked since 4.15 a.m."),
        ("The sheet was handed out at nine.", "The sheet came at 9 a.m."),
        ("It was back by eleven.", "It was back by eleven o'clock."),
        ("It erupted at 05:31.", "It erupted just after half past five."),
        ("The bill was printed at 7:52.", "It wrote at 7:52: nobody was in danger."),
        # Ordinals in digits; falls with a sign; dozens of what is only named.
        ("She was in the chair for the second day, and is to be ready for a third.", "It was her 2nd."),
        ("The shares lost 2.4% to close at 46.", "Shares: −2.4% to 46."),
        ("Four anglers are left. Sixty-one were brought down.", "Dozens of anglers were brought down."),
        ("It is little more than a thousand years old.", "It is little older than a thousand years."),
        # A figure leaves out what its neighbours tell.
        ("They spend 190 million a year. Or rather: it's 109.", "They spend 109m, not 190m."),
        ("It costs 60 euros, and will cost 150.", "It rises to 150 euros from 60."),
        ("It is 200 metres long.", "It is 200m long."),
        # Shares.
        ("It was below one in fifty.", "It was less than 2%."),
        ("It was one in five.", "It was a 20 percent chance."),
        # "Over" is also "across".
        ("A scheme for 640 kilometres of main.", "They go out over 640 km of pipes."),
        ("They change it over fifteen years.", "It takes 15 years."),
        # Units of one kind.
        ("The boat comes every second week.", "The boat comes every 14 days."),
        ("It took a fortnight.", "It took two weeks."),
        ("It weighs 11 kilos.", "It weighs 24 pounds."),
        ("It is 2.1 km long.", "It is 2,100 metres long."),
        ("It costs £5.", "It costs 5 pounds."),
        # Few things that are named, and persons.
        ("Bara and Menyn find chlorine. The pair found it.", "Two dogs found it."),
        ("Two people died. Some 40 passengers were hurt.", "Dozens of people were hurt."),
        # Results and ranges.
        ("They voted seven to two. Three came.", "The vote was 7-2."),
        ("It lasts ten to fourteen years.", "It lasts between 10 and 14 years."),
        ("He got nine months. He served six, six kilometres away.", "He served six months."),
        ("A man of 33 walked 33 km.", "A 33-year-old man walked."),
    ],
)
def test_good_figures_are_never_accused(article: Article, said: str, told: str) -> None:
    assert accused(article, said, told) == []


@pytest.mark.parametrize(
    ("said", "told", "words"),
    [
        ("It rang at 4.17.", "It rang at 4:27.", "4:27"),
        ("It rang at 4.17 a.m.", "It rang at 4.17 p.m.", "4.17 p.m."),
        ("They voted nine to six.", "It opens at 8 a.m.", "8 a.m."),
        ("They voted seven to two. Three came.", "Backed in a 7–3 vote.", "3"),
        ("In twelve years, not ten: ten to fourteen.", "It lasts 10 to 12 years.", "12 years"),
        ("It is 43 centimetres. Line 43.", "It is 43 inches.", "43 inches"),
        ("Eleven kilos. Eleven came.", "It weighs 11 pounds.", "11 pounds"),
        ("It is 640 km.", "It is 640 metres.", "640 metres"),
        ("It is 640km.", "It is 640m.", "640m"),
        ("For a thousand years.", "For a thousand months.", "a thousand months"),
        ("An eleven-week trial.", "After eleven days.", "eleven days"),
        ("It weighs 2.3 kilos.", "It weighs 2.3 tonnes.", "2.3 tonnes"),
        ("It costs 60 lipar, and will cost 150.", "It costs 150 crowns.", "150 crowns"),
        ("At least three directors, and five of them.", "At least four directors.", "at least four"),
        ("Some 40 passengers and 206 cars.", "Hundreds of passengers.", "Hundreds"),
        ("Both saw three dogs.", "Two dogs came.", "Two"),
        ("It was one in five.", "It was 25%.", "25%"),
    ],
)
def test_changed_figures_and_units(article: Article, said: str, told: str, words: str) -> None:
    assert [w.casefold() for w in accused(article, said, told)] == [words.casefold()]
