"""Error pages in plain words. Each says what happened, whether anything was kept, and what to do next."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.exceptions import TemplateDoesNotExist
from django.utils import translation
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return _page(
        request,
        400,
        _("这次请求没有读懂"),
        _("地址或表单不完整，没有保存任何内容。"),
        _("请回到上一页重新填写，或者从首页重新进入。"),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: somebody else handles this page. The exception may carry a sentence that says who."""
    said = str(exception) if exception and str(exception) else _("这一页由主办单位的竞赛管理员办理。")
    is_known = getattr(request, "user", None) is not None and request.user.is_authenticated
    todo = _("需要时请联系主办的工会。") if is_known else _("需要时请联系主办的工会；已有账号的，请先登录。")
    return _page(request, 403, _("这一页由别人办理"), said, todo)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing to be shown at this address."""
    return _page(
        request,
        404,
        _("没有这一页"),
        _("地址可能抄错了，或者这份内容还没有公布。"),
        _("可以从首页找到竞赛和已发布的成绩，也可以按指纹核验一份成绩。"),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """413: the upload is over the limit. Answered before the language is chosen, so it chooses here."""
    limit = int(settings.UPLOAD_LIMIT) // (1024 * 1024)
    with translation.override(translation.get_language_from_request(request)):
        return _page(
            request,
            413,
            _("文件太大，没有接收"),
            _("网页一次最多接收 %(limit)s MB。没有保存任何内容，原有数据没有变化。") % {"limit": limit},
            _("请把文件按赛项拆开，或者存成 CSV 再传；更大的文件可以在服务器上用命令行处理，命令行没有上限。"),
        )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our defect. The page must appear even if the frame cannot be built."""
    try:
        return _page(
            request,
            500,
            _("网站出了问题"),
            _("这是网站的问题，不是您操作的问题。没有完成的操作没有保存。"),
            _("请过一会儿重试；仍然不行，请告诉管理员出错的时间和页面。"),
        )
    except Exception:  # noqa: BLE001 - whatever broke the frame, a person still gets a sentence
        return HttpResponse(
            "网站出了问题，请过一会儿重试。 The site has a problem; please try again later.",
            status=500,
            content_type="text/plain; charset=utf-8",
        )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's ticket was missing or old."""
    return _page(
        request,
        403,
        _("表单已过期"),
        _("为防止冒用，表单要带本站发出的凭据，这一张没有带或已经失效。没有保存任何内容。"),
        _("请返回上一页刷新后再提交。"),
    )


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """429: too many wrong passwords from this address. The right one is not looked at either until the pause is over."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds()) // 60
    return _page(
        request,
        429,
        _("登录暂停"),
        _("连续输错密码次数太多，这个用户名在这里暂停登录 %(minutes)s 分钟。") % {"minutes": minutes},
        _("到时再试；忘记密码，请找本单位的竞赛管理员或系统管理员重设。"),
    )


def _page(request: HttpRequest, status: int, title: str, said: str, todo: str) -> HttpResponse:
    """One error page inside the frame of the site."""
    context: dict[str, Any] = {"status": status, "title": title, "said": said, "todo": todo}
    try:
        return render(request, "errors/error.html", context, status=status)
    except TemplateDoesNotExist:
        return HttpResponse(f"{title}\n{said}\n{todo}", status=status, content_type="text/plain; charset=utf-8")
