"""Who may do what (R7)."""

import pytest

from common.model.people import MAY, Action, Role, may

TABLE = {
    Action.FOLLOW: set(Role),
    Action.REQUEST_FLOOR: {Role.DELEGATE},
    Action.SPEAK: {Role.DELEGATE},
    Action.PRESIDE: {Role.CHAIR},
    Action.CONDUCT: {Role.CHAIR, Role.OPERATOR, Role.SECRETARIAT},
    Action.OPERATE: {Role.OPERATOR},
    Action.JUDGE_SOUND: {Role.OPERATOR, Role.INTERPRETER},
    Action.PREPARE: {Role.OPERATOR, Role.SECRETARIAT},
}


@pytest.mark.parametrize("action", Action)
def test_each_action_is_for_those_roles_and_no_other(action: Action) -> None:
    assert {role for role in Role if may(role, action)} == TABLE[action]


def test_every_role_has_its_rights_written_down() -> None:
    assert set(MAY) == set(Role)
