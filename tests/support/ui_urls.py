"""Addresses for looking at the parts, the shells and the error pages alone, with no room behind them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import include, path

from motcua.kernel import access
from motcua.kernel.access import Actor
from motcua.kernel.refusals import NotAllowed

RAIL = [
    {
        "title": "",
        "items": [
            {"label": "Việc của tôi", "url": "/khung/desk/", "icon": "inbox", "count": 23, "current": True},
            {"label": "Tiếp nhận mới", "url": "/khung/desk/?moi=1", "icon": "plus"},
        ],
    },
    {
        "title": "Trung tâm",
        "items": [
            {"label": "Quá hạn", "url": "/khung/desk/?qua=1", "icon": "late", "count": 2, "tone": "late"}
        ],
    },
]
PAGE = """{%% extends "%s/base.html" %%}{%% load ui %%}
{%% block title %%}Hồ sơ mẫu{%% endblock %%}
{%% block crumbs %%}{%% crumbs "Việc của tôi" "/khung/desk/" "Hồ sơ mẫu" %%}{%% endblock %%}
{%% block heading %%}<h1>Đăng ký thành lập hộ kinh doanh</h1>{%% endblock %%}
{%% block content %%}<section class="panel stack"><h2>Nội dung</h2><p>Chữ thường.</p>
<div class="table-wrap"><table class="table table--cards has-pick" role="table" data-keys><caption>Hai hồ sơ</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col"><input type="checkbox" aria-label="Chọn tất cả" data-select-all></th><th role="columnheader" scope="col">Mã</th></tr></thead>
<tbody role="rowgroup">
<tr role="row"><td role="cell"><input type="checkbox" name="chon" value="1" aria-label="Chọn hồ sơ 1"></td><th role="rowheader" scope="row">{%% code "H42.21-261123-0001" "?hs=1" %%}</th></tr>
<tr role="row"><td role="cell"><input type="checkbox" name="chon" value="2" aria-label="Chọn hồ sơ 2"></td><th role="rowheader" scope="row">{%% code "H42.21-261123-0002" "?hs=2" %%}</th></tr>
</tbody></table></div></section>{%% endblock %%}
{%% block aside %%}<section class="panel stack stack--tight"><h2>Việc làm tiếp</h2><a class="btn btn--block" href="?ky=1" data-key="t">Trình ký {%% kbd "T" %%}</a></section>{%% endblock %%}
{%% block keys %%}<span>{%% kbd "T" %%} trình ký</span>{%% endblock %%}"""


@access.audience("public")
def shell(request: HttpRequest, name: str) -> HttpResponse:
    """One of the three shells around a small page, with a word from the last command."""
    if name != "portal":
        request.actor = Actor(
            kind="officer", id="CB-0001", name="Trần Thị B", post_code="VT-1", post_title="Cán bộ tiếp nhận"
        )
    messages.success(request, "Đã chuyển 2 hồ sơ trình ký.")
    template = engines["django"].from_string(PAGE % name)
    return HttpResponse(template.render({"rail": RAIL}, request))


@access.audience("public")
def error(request: HttpRequest, name: str) -> HttpResponse:
    """An error page as it stands, or a refusal."""
    refusal = NotAllowed(
        "Bạn chưa được giao việc tiếp nhận hồ sơ.",
        why="Vị trí bạn đang giữ là Chuyên viên thẩm định.",
        next="Nhờ trưởng trung tâm giao việc.",
    )
    return render(request, f"{name}.html", {"refusal": refusal})


urlpatterns = [
    path("ui/", include("motcua.ui.urls")),
    path("khung/<str:name>/", shell),
    path("loi/<str:name>/", error),
]
