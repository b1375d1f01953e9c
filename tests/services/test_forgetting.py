"""Being forgotten reaches what was recorded on a helper's phone, too."""

from sqlalchemy import select

from domain.vocabulary import Role
from services import mydata
from storage import schema
from tests.bot.test_staff_class import check_next, open_class, ways
from tests.bot.test_staff_class import world as _world
from tests.staff_world import World

world = _world


def test_a_class_is_forgotten_with_its_answers(world: World):
    head = world.hire(Role.HAMLET_HEAD, world.one, name="Trần Văn Tư")
    an, _ = world.people(["Nguyễn Văn An", "Lê Thị Bình"])
    open_class(head, ["Nguyễn Văn An", "Lê Thị Bình"])
    for _ in range(2):
        check_next(head)
    head.press("Kết thúc lớp")
    match = world.learner("Nguyễn Văn An", an, state="confirmed")
    assert ways(world)[2] == 2

    (row,) = world.rows(schema.matches, schema.matches.c.id == match)
    query = select(schema.learners.c.account_id).where(schema.learners.c.id == row.learner_id)
    account = world.database.read(lambda tx: tx.execute(query).scalar_one())
    assert world.database.write(mydata.erase, account, None, now=world.now) == 1

    assert ways(world)[2] == 1
    assert world.rows(schema.attempts, schema.attempts.c.person_id == an) == []
    people = schema.assistance_people
    assert world.rows(people, people.c.person_id == an) == []
    assert len(world.rows(schema.answers)) == 5
    assert world.database.write(mydata.erase, account, None, now=world.now) == 0
