"""The blind chain: who arrived, and the numbers by lot under which works are judged until the layers are opened."""
