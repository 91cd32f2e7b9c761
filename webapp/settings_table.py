"""The table of all settings in docs/deploy.md: ``python -m webapp.settings_table`` prints it."""

from webapp.settings import Settings


def settings_table() -> str:
    r"""Return the settings as a table in Markdown, one a line.

    Examples
    --------
    >>> print("\n".join(settings_table().splitlines()[:3]))
    | variable | default | what it sets |
    |---|---|---|
    | `ONCOLIT_DATABASE_URL` | | SQLAlchemy URL; empty for SQLite. |
    """
    lines = ["| variable | default | what it sets |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        variable = f"{Settings.model_config['env_prefix']}{name.upper()}"
        lines.append(f"| `{variable}` |{_shown(field.default)}| {field.description} |")
    return "\n".join(lines) + "\n"


def _shown(default: object) -> str:
    return f" {default} " if default != "" else " "


if __name__ == "__main__":
    print(settings_table(), end="")
