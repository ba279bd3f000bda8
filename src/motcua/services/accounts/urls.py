"""Addresses of accounts. Names without a namespace are those allauth asks for."""

from django.urls import include, path

from .views import console, desk, entrance, portal

own = (
    [
        path("dang-ky/", entrance.register, name="register"),
        path("tai-khoan/", portal.home, name="home"),
        path("tai-khoan/vao/", portal.land, name="land"),
        path("tai-khoan/phien/", portal.sessions, name="sessions"),
        path("tai-khoan/phien/ket-thuc/", portal.end_sessions, name="end_sessions"),
        path("tai-khoan/luot-xem/", portal.looks, name="looks"),
        path("tai-khoan/chuc-vu/", portal.posts, name="posts"),
        path("tai-khoan/bao-mat/bat-buoc/", portal.factor_required, name="factor_required"),
        path("can-bo/xac-nhan-danh-tinh/", desk.confirm, name="confirm"),
        path("can-bo/nguoi-dai-dien/", desk.represent, name="represent"),
        path("quan-tri/tai-khoan/", console.users, name="console_users"),
        path("quan-tri/tai-khoan/moi/", console.new_user, name="console_new_user"),
        path("quan-tri/tai-khoan/<str:username>/", console.user, name="console_user"),
        path("quan-tri/tai-khoan/<str:username>/<slug:verb>/", console.act, name="console_act"),
        path("quan-tri/vai-tro/", console.roles, name="console_roles"),
    ],
    "accounts",
)

urlpatterns = [
    path("", include(own)),
    path("dang-nhap/", entrance.login, name="account_login"),
    path("dang-xuat/", entrance.logout, name="account_logout"),
    path("dang-nhap/da-khoa/", entrance.inactive, name="account_inactive"),
    path("dang-nhap/ma/", entrance.factor_authenticate, name="mfa_authenticate"),
    path("dang-nhap/khoa-truy-cap/", entrance.passkey_login, name="mfa_login_webauthn"),
    path("dang-ky/", entrance.register, name="account_signup"),
    path("tai-khoan/xac-nhan/", entrance.reauthenticate, name="account_reauthenticate"),
    path("tai-khoan/xac-nhan/ma/", entrance.factor_reauthenticate, name="mfa_reauthenticate"),
    path(
        "tai-khoan/xac-nhan/khoa-truy-cap/",
        entrance.passkey_reauthenticate,
        name="mfa_reauthenticate_webauthn",
    ),
    path("tai-khoan/mat-khau/", entrance.change_password, name="account_change_password"),
    path("tai-khoan/mat-khau/", entrance.change_password, name="account_set_password"),
    path("tai-khoan/mat-khau/", entrance.change_password, name="account_reset_password"),
    path("tai-khoan/bao-mat/", entrance.factor_index, name="mfa_index"),
    path("tai-khoan/bao-mat/ung-dung/", entrance.totp_on, name="mfa_activate_totp"),
    path("tai-khoan/bao-mat/ung-dung/bo/", entrance.totp_off, name="mfa_deactivate_totp"),
    path("tai-khoan/bao-mat/ma-du-phong/", entrance.codes, name="mfa_view_recovery_codes"),
    path("tai-khoan/bao-mat/ma-du-phong/moi/", entrance.codes_new, name="mfa_generate_recovery_codes"),
    path("tai-khoan/bao-mat/ma-du-phong/tai/", entrance.codes_file, name="mfa_download_recovery_codes"),
    path("tai-khoan/bao-mat/khoa/", entrance.passkey_list, name="mfa_list_webauthn"),
    path("tai-khoan/bao-mat/khoa/them/", entrance.passkey_add, name="mfa_add_webauthn"),
    path("tai-khoan/bao-mat/khoa/<int:pk>/bo/", entrance.passkey_remove, name="mfa_remove_webauthn"),
    path("tai-khoan/bao-mat/khoa/<int:pk>/sua/", entrance.passkey_edit, name="mfa_edit_webauthn"),
]
