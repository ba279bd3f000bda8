"""How a result may be received: what is given on paper does not come as a file, at no door."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from motcua.kernel import clock
from motcua.services.dossiers import rules, services
from motcua.services.dossiers.forms.filing import ResultForm
from motcua.services.dossiers.models import Dossier
from motcua.services.dossiers.queries.offer import offer_of
from motcua.services.dossiers.types import Channel, FormNotValid, ResultChannel

from .factories import sign_in_as

LAND, COPIES, BIRTH = "1.012783", "2.000815", "1.001193"
ONLINE, PAPER = ResultChannel.ONLINE, (ResultChannel.COUNTER, ResultChannel.POST)


@pytest.mark.parametrize(
    ("code", "answers", "comes_online"),
    [
        (LAND, {}, False),
        (BIRTH, {}, True),
        (COPIES, {}, True),
        (COPIES, {"documents": [{"output": "Bản sao điện tử"}]}, True),
        (COPIES, {"documents": [{"output": "Bản sao điện tử"}, {"output": "Bản giấy"}]}, False),
    ],
)
def test_paper_comes_by_hand_or_post(province, code, answers, comes_online):
    ways = rules.result_ways(code, answers, province.at.date())
    assert ways == (tuple(ResultChannel) if comes_online else PAPER)
    assert [value for value, _ in ResultForm(ways=ways).fields["result_channel"].choices] == (
        ["online", "counter", "post"] if comes_online else ["counter", "post"]
    )


@pytest.mark.parametrize("channel", Channel)
def test_a_file_of_a_paper_is_refused_at_every_door(province, channel):
    filing = replace(province.filing(LAND, channel=channel.value), result_channel=ONLINE)
    by = province.citizen() if channel is Channel.ONLINE else province.clerk
    with clock.fixed(province.at), pytest.raises(FormNotValid) as refused:
        services.submit(filing=filing, by=by, at=province.at, channel=channel)
    assert refused.value.facts["places"][0][0] == ("result_channel",)
    assert not Dossier.objects.exists()


def test_the_counter_offers_only_what_there_is(province):
    desk = sign_in_as(Client(), province.clerk)
    with clock.fixed(province.at):
        land = desk.post("/can-bo/tiep-nhan/", {"viec": f"chon:{LAND}"}).text
        birth = desk.post("/can-bo/tiep-nhan/", {"viec": f"chon:{BIRTH}"}).text
    assert "Nhận bản điện tử" in birth and "Nhận bản điện tử" not in land
    assert "trao bằng giấy" in land and offer_of(LAND, province.at.date()).result_ways({}) == PAPER
