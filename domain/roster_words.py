"""What headings and cells of a roster may say, in plain letters (see `domain.names.fold`)."""

from domain.table import Column
from domain.vocabulary import Audience, Status

__all__ = ["AUDIENCES", "COLUMNS", "IDENTITY_PAPERS", "SEXES", "STATUSES"]


def _names(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split("|"))


NAME = Column(
    "name", _names("ho va ten|ho ten|ho ten day du|ho dem va ten|ho chu dem ten|name"), "name"
)
PARTED = (  # a name in two or three columns, in their order; "ten" alone may also be all of it
    Column("family", _names("ho|ho dem|ho va dem|ho lot|ho chu dem|ho va chu dem|ho va ten dem")),
    Column("middle", _names("dem|chu dem|ten dem|chu lot|ten lot")),
    Column("given", _names("ten"), "name"),
)
BIRTHS = (
    Column("birth_day", _names("ngay sinh|ngay thang nam sinh|sinh ngay|ngay thang sinh"), "birth"),
    Column("birth_year", _names("nam sinh|ngay nam sinh|nam sinh ngay sinh|birth"), "birth"),
)
HAMLET = Column(
    "hamlet",
    _names(
        "thon to|thon|to|to dan pho|thon to dan pho|thon xom|xom|ban|ap|khu pho|khom|buon|lang"
        "|thon to dan pho khu pho|thon ban to dan pho|thon xom to dan pho|ten thon|ma thon|tdp"
        "|khu dan cu|dia ban|hamlet"
    ),
    "hamlet",
)
CODE = Column("code", _names("ma nguoi|ma so nguoi|ma nhan khau|ma ca nhan|code"))
HOUSEHOLD = Column("household", _names("ma ho|ma ho gia dinh|ma so ho|so ho|household"))

COLUMNS = (
    NAME,
    *PARTED,
    *BIRTHS,
    HAMLET,
    CODE,
    HOUSEHOLD,
    Column("sex", _names("gioi tinh|gioi|nam nu|phai")),
    Column("audience", _names("doi tuong|nhom doi tuong|thuoc doi tuong")),
    Column(
        "organisation",
        _names(
            "don vi|don vi cong tac|noi cong tac|noi lam viec|co quan|co quan don vi|truong"
            "|truong hoc|truong lop|doanh nghiep|don vi cong tac hoc tap|noi lam viec hoc tap"
        ),
    ),
    Column(
        "phone",
        _names(
            "dien thoai|so dien thoai|sdt|so dt|dt|dien thoai lien he|di dong|dien thoai di dong"
        ),
    ),
    Column("status", _names("tinh trang|trang thai|tinh trang cu tru|hien trang")),
)

# A column whose heading holds one of these is never read: the campaign has no business with it.
IDENTITY_PAPERS = (
    *("cccd", "cmnd", "cmt", "cmtnd", "can cuoc", "dinh danh", "ddcn", "chung minh"),
    *("ho chieu", "bhxh", "bhyt", "bao hiem", "so the"),
)

SEXES = {"nam": "male", "trai": "male", "nu": "female", "gai": "female", "m": "male", "f": "female"}

AUDIENCES: dict[str, Audience] = {
    **dict.fromkeys(
        _names("adult|nguoi dan|nguoi truong thanh|nguoi lon|dan cu|nhan dan"), Audience.ADULT
    ),
    **dict.fromkeys(
        _names(
            "public employee|can bo|cong chuc|vien chuc|can bo cong chuc|cong chuc vien chuc"
            "|can bo cong chuc vien chuc|cbccvc|cbcc|cbccvcnld|giao vien"
        ),
        Audience.PUBLIC_EMPLOYEE,
    ),
    **dict.fromkeys(_names("pupil|hoc sinh|hs"), Audience.PUPIL),
    **dict.fromkeys(
        _names("worker|nguoi lao dong|lao dong|cong nhan|nld|nguoi lao dong doanh nghiep"),
        Audience.WORKER,
    ),
}

STATUSES: dict[str, Status] = {
    **dict.fromkeys(
        _names("present|co mat|hien dien|dang o|thuong tru|co mat tai dia phuong|binh thuong"),
        Status.PRESENT,
    ),
    **dict.fromkeys(
        _names(
            "absent|vang|di vang|vang mat|tam vang|di lam xa|di lam an xa|di hoc xa|di xa"
            "|di nghia vu|o nuoc ngoai"
        ),
        Status.ABSENT,
    ),
    **dict.fromkeys(
        _names(
            "unable|om|om nang|om dau|benh nang|khuyet tat|khuyet tat nang|om khuyet tat nang"
            "|khong co kha nang|mat kha nang|gia yeu"
        ),
        Status.UNABLE,
    ),
    **dict.fromkeys(_names("left|chuyen di|da chuyen di|chuyen khau|roi di|di khoi"), Status.LEFT),
    **dict.fromkeys(_names("deceased|chet|da chet|mat|da mat|qua doi|tu vong"), Status.DECEASED),
}
