"""What goes wrong in ways a user can mend. Each carries the exit code that the command ends with."""


class OnRecordError(Exception):
    """A clear message for the user: what is wrong, where (file and line), and the remedy."""

    exit_code = 2


class GoldError(OnRecordError):
    """Gold that cannot be loaded: a missing file, a broken anchor, an unknown field."""


class TaskError(OnRecordError):
    """A task that is unknown or whose file is wrong."""


class ModelError(OnRecordError):
    """A model that is unknown, cannot be loaded, or was given what it cannot take."""


class RunError(OnRecordError):
    """A run folder that cannot be used: locked, of another plan, unreadable."""


class IncomparableError(OnRecordError):
    """Runs that cannot stand in one comparison."""

    exit_code = 3


class IncompleteError(OnRecordError):
    """A run that measured nothing, or not everything it was asked to."""

    exit_code = 4
